"""The text of tables, as people have them: lines, encodings, and a column that names people."""
