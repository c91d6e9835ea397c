"""What strangers, neighbours, curious colleagues and thieves try, and what they get."""
