"""The pages of the person himself and his kin."""
