"""Tests on a real Neo4j: `make test-neo4j` starts one, runs them and stops it."""
