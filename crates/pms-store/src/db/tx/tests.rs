use sea_query::Value;

use super::*;

#[test]
fn waiting_writes_become_one_statement_with_parameters_of_its_own() {
    let waiting = vec![
        statement("INSERT INTO x_meta (name, value) VALUES ($1, $2)").bind("1").bind("2"),
        statement("UPDATE x_unique SET owner = $2 WHERE scope = $1").bind("3").bind("4"),
        statement("DELETE FROM x_search WHERE kind = $1 AND id = $1").bind("5"),
    ];
    let (sql, SqlxValues(Values(args))) = in_one(waiting);
    assert_eq!(
        sql,
        "WITH w0 AS (INSERT INTO x_meta (name, value) VALUES ($1, $2)), \
         w1 AS (UPDATE x_unique SET owner = $4 WHERE scope = $3) DELETE FROM x_search WHERE kind = $5 AND id = $5"
    );
    assert_eq!(args, ["1", "2", "3", "4", "5"].map(Value::from));
}
