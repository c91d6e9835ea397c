"""What may be asked of payments: ids and a scope in, frozen records out."""
