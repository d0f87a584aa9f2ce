.PHONY: proto proto-check

# Generates what is checked in of the proto files: C messages, registry, Swift tables.
proto:
	/usr/bin/python3 proto/generate/main.py

# Fails where what is checked in is not what the proto files say, or the generator's own tests fail.
proto-check:
	/usr/bin/python3 proto/generate/main.py --check
	/usr/bin/python3 -m unittest discover -q -s proto/generate/tests -t proto/generate
