"""One module a fact type, of the same name as its file in `ontology/facts`: how it is found."""
