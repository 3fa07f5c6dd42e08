"""What each kind of document looks like in print; one file a kind."""
