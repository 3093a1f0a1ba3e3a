package main

import (
	"compress/gzip"
	"io"
	"sync/atomic"

	"google.golang.org/grpc/encoding"
)

// countingGzip is gzip that counts the messages it expands: grpc-go does not tell which ones came compressed.
type countingGzip struct{ expanded int32 }

var compressor = &countingGzip{}

func init() { encoding.RegisterCompressor(compressor) }

func (c *countingGzip) Name() string { return "gzip" }

func (c *countingGzip) Compress(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }

func (c *countingGzip) Decompress(r io.Reader) (io.Reader, error) {
	atomic.AddInt32(&c.expanded, 1)
	return gzip.NewReader(r)
}

func (c *countingGzip) count() int32 { return atomic.LoadInt32(&c.expanded) }
