-- The indexes of the transaction log lie in its own file (migrations/sqlite_transactions).
SELECT 1;
