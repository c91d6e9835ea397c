"""The pages of subsidies."""
