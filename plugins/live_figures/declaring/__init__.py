"""What figures declare: their functions, their parameters, and what these allow."""
