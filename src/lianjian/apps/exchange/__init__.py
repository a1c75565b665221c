"""exchange (S7, S8, S14): what each village has (资源禀赋), and the experts of the think tank (专家智库)."""
