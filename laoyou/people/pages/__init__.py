"""The register's own pages: rosters and the rows that wait for somebody to look."""
