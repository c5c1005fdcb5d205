"""Our credit model beside its peers, on public tables that stay where they are: nothing of them is kept in here."""
