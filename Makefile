# For those used to make: every target only calls start.py, which needs nothing but Python. ARGS are passed on.
.PHONY: install demo test check bench faults audit
install demo test check bench faults audit:
	python3 start.py $@ $(ARGS)
