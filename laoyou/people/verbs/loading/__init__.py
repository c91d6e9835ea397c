"""How an intake moves: looks up, decides, seals and writes by the hundred thousand. For `verbs` only."""
