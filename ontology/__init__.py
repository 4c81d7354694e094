"""What the chronicle's facts are: records, values, and the schema that every other room reads."""
