"""Who: citizens, officers, units and posts. The only names and contacts in the house."""
