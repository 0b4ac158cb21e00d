"""How results are computed: in processes of their own, which record what they read."""
