"""The pages of the dashboard, one function each; they show what snapshots hold and compute no score."""
