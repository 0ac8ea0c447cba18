"""The Open Inference Protocol V2 over REST, as KServe, Triton and MLServer clients speak it."""
