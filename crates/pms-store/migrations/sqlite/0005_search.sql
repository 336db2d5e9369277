-- Search index: one folded text for each searchable object, matched by trigrams.
CREATE TABLE x_search (
    kind varchar(32) NOT NULL,
    id varchar(128) NOT NULL,
    folded text NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE VIRTUAL TABLE x_search_fts USING fts5(folded, content='x_search', content_rowid='rowid', tokenize='trigram');
CREATE TRIGGER x_search_insert AFTER INSERT ON x_search BEGIN
    INSERT INTO x_search_fts(rowid, folded) VALUES (new.rowid, new.folded);
END;
CREATE TRIGGER x_search_delete AFTER DELETE ON x_search BEGIN
    INSERT INTO x_search_fts(x_search_fts, rowid, folded) VALUES ('delete', old.rowid, old.folded);
END;
CREATE TRIGGER x_search_update AFTER UPDATE ON x_search BEGIN
    INSERT INTO x_search_fts(x_search_fts, rowid, folded) VALUES ('delete', old.rowid, old.folded);
    INSERT INTO x_search_fts(rowid, folded) VALUES (new.rowid, new.folded);
END;
