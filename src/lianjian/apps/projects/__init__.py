"""projects (项目共建): work areas, commitments and their confirmation (S5), joint projects and outcomes
(S9)."""
