// Follows the changes of status of all units, across restarts of this program and of the nodes.
//
//	samples/watch/go/build.sh follow && ./follow follow.token 127.0.0.1:5080
package main

import (
	"context"
	"fmt"
	"io"
	"io/ioutil"
	"math/rand"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	progressEach = 1 // second: signs of life that are asked for
	silence      = 5 * time.Second
	firstDelay   = time.Second
	longestDelay = 120 * time.Second
	method       = "/creditquery.v1.StatusWatchService/Watch"
)

func load(tokenFile string) []byte {
	token, err := ioutil.ReadFile(tokenFile)
	if err != nil && !os.IsNotExist(err) {
		fail(err)
	}
	return token
}

func save(tokenFile string, token []byte) error {
	if err := ioutil.WriteFile(tokenFile+".part", token, 0o600); err != nil {
		return err
	}
	return os.Rename(tokenFile+".part", tokenFile)
}

func passing(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.ResourceExhausted, codes.Canceled, codes.Internal, codes.Unknown:
		return true
	}
	return false
}

// take shows a message and gives the token that resumes after it, if there is one.
func take(response *watchResponse) (token []byte) {
	switch {
	case response.Event != nil:
		e := response.Event
		fmt.Println("event", e.Revision, e.Type, e.Subject, e.EntryID, e.PreviousState, "->", e.State)
		token = e.Token
	case response.SubjectStatus != nil:
		fmt.Println("state", response.SubjectStatus.SubjectMask, len(response.SubjectStatus.Entries), "entries")
	case response.SnapshotBegin != nil:
		fmt.Println("snapshot_begin", response.SnapshotBegin.Revision)
	case response.SnapshotEnd != nil:
		fmt.Println("snapshot_end", response.SnapshotEnd.Revision)
		token = response.SnapshotEnd.Token
	case response.Progress != nil:
		token = response.Progress.Token
	case response.GoingAway != nil:
		token = response.GoingAway.Token
	}
	return token
}

// follow reads one stream to its end and says whether the node said that it goes away.
func follow(node, tokenFile string) (goesAway bool, err error) {
	connection, err := grpc.Dial(node, grpc.WithInsecure())
	if err != nil {
		return false, err
	}
	defer connection.Close()
	stopping, stop := context.WithCancel(context.Background())
	defer stop()
	stream, err := connection.NewStream(stopping, &grpc.StreamDesc{ServerStreams: true}, method)
	if err != nil {
		return false, err
	}
	// A stream that is silent for too long: its connection may be dead, and nobody would say so.
	guard := time.AfterFunc(silence, stop)
	defer guard.Stop()
	request := &watchRequest{Mode: snapshotThenFollow, OnCompacted: resnapshot, ProgressInterval: &duration{Seconds: progressEach}}
	if token := load(tokenFile); len(token) > 0 {
		request.Mode, request.ResumeToken = fromToken, token
	}
	if err := stream.SendMsg(request); err != nil {
		return false, err
	}
	if err := stream.CloseSend(); err != nil {
		return false, err
	}
	for {
		response := &watchResponse{}
		if err := stream.RecvMsg(response); err == io.EOF {
			return false, nil
		} else if err != nil {
			return false, err
		}
		guard.Reset(silence)
		// A token stands where one can resume: not within a snapshot.
		if token := take(response); len(token) > 0 {
			if err := save(tokenFile, token); err != nil {
				fail(err)
			}
		}
		if response.GoingAway != nil {
			return true, nil
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func main() {
	tokenFile, nodes := os.Args[1], os.Args[2:]
	delay := firstDelay
	for turn := 1; ; turn++ {
		began := time.Now()
		goesAway, err := follow(nodes[(turn-1)%len(nodes)], tokenFile)
		if err != nil && !passing(err) {
			fail(err)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "lost:", err)
		}
		if time.Since(began) > firstDelay {
			delay = firstDelay
		}
		if !goesAway && turn%len(nodes) == 0 {
			time.Sleep(time.Duration(float64(delay) * (0.8 + 0.4*rand.Float64())))
			if delay = delay * 16 / 10; delay > longestDelay {
				delay = longestDelay
			}
		}
	}
}
