def report(tiny): return ""
