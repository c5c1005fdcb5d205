"""One file a revision. A revision once released is never changed."""
