"""agreements (共联共建协议): calls and who answers them (S2); texts that several parties agree on and
sign (S3)."""
