#!/bin/sh
# Makes the certificates that the tests beside this folder read. Their keys are thrown away.
# After a new run the digests in the tests must be renewed.
set -eu
key=$(mktemp)
trap 'rm -f "$key"' EXIT
make() { # file, subject, key and digest options, then -addext options
    file=$1 subject=$2
    shift 2
    openssl req -x509 -nodes -keyout "$key" -outform DER -out "$file" -subj "$subject" \
        -days 90 "$@"
}
make rsa1024-sha1.der "/C=DE/O=Example/CN=old.example/CN=mx.example.org" -newkey rsa:1024 -sha1 \
    -set_serial 0x00ABCDEF
make pss-staple.der "/CN=staple.example" -newkey rsa:2048 -sha256 \
    -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
    -addext "basicConstraints=CA:FALSE" -addext "tlsfeature=status_request" \
    -addext "subjectAltName=DNS:*.Example.org,DNS:mx.example.net,IP:192.0.2.1,IP:2001:db8::1,email:a@b.example"
make p521.der "/CN=p521.example" -newkey ec -pkeyopt ec_paramgen_curve:P-521 -sha512
make ed448.der "/" -newkey ed448
# The subject alternative name holds no sequence, and the timestamp list two made-up timestamps of RFC 6962 §3.2.
log=$(printf '11%.0s' $(seq 32))
sct="003100${log}0000019B76DA80000000040300020000"
make broken-names.der "/CN=broken.example" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -sha256 \
    -addext "2.5.29.17=DER:0401FF" -addext "1.3.6.1.4.1.11129.2.4.2=DER:04680066$sct$sct"
