"""The columns of a site (栏目): what their pages show, how long they may rest, and the table that follows from both."""
