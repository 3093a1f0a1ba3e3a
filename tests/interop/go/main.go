// The interop peers on grpc-go:
//
//	interop server --port=0 [--use_tls=true --cert_file=PEM --key_file=PEM]     prints "listening on PORT"
//	interop client --server_host=localhost --server_port=N --test_case=NAME [--use_tls=true --ca_file=PEM] [--concurrent_calls=N]
package main

import (
	"flag"
	"fmt"
	"os"
)

var (
	port            = flag.Int("port", 0, "port of the server")
	certFile        = flag.String("cert_file", "", "certificate of the server")
	keyFile         = flag.String("key_file", "", "private key of the server")
	serverHost      = flag.String("server_host", "localhost", "host to call")
	serverPort      = flag.Int("server_port", 0, "port to call")
	testCase        = flag.String("test_case", "all", "case to run")
	useTLS          = flag.Bool("use_tls", false, "TLS instead of cleartext")
	caFile          = flag.String("ca_file", "", "authority to trust")
	concurrentCalls = flag.Int("concurrent_calls", 1000, "calls at a time in concurrent_large_unary")
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "interop server|client FLAGS")
		os.Exit(1)
	}
	role := os.Args[1]
	if err := flag.CommandLine.Parse(os.Args[2:]); err != nil {
		os.Exit(1)
	}
	if role == "server" {
		serve()
		return
	}
	os.Exit(runClient())
}
