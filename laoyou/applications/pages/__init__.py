"""The pages of the office about applications and appeals."""
