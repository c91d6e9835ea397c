"""Pages of policies: the public library, and the desk where documents are drafted and approved."""
