package main

// The messages by hand, of each the fields that the sample shows: Debian has no plugin that generates Go. Elsewhere:
// protoc --go_out=. --go-grpc_out=. Field numbers as in protos/creditquery/v1/watch.proto; a oneof is what is not nil.

import "github.com/golang/protobuf/proto"

const (
	fromToken          = 2
	snapshotThenFollow = 3
	resnapshot         = 2
)

type eventType int32

var eventTypeNames = map[eventType]string{
	0:  "STATUS_EVENT_TYPE_UNSPECIFIED",
	1:  "STATUS_EVENT_TYPE_LISTED",
	2:  "STATUS_EVENT_TYPE_EFFECTIVE",
	3:  "STATUS_EVENT_TYPE_CHANGED",
	4:  "STATUS_EVENT_TYPE_SUSPENDED",
	5:  "STATUS_EVENT_TYPE_RESUMED",
	6:  "STATUS_EVENT_TYPE_DISPUTED",
	7:  "STATUS_EVENT_TYPE_CORRECTED",
	8:  "STATUS_EVENT_TYPE_REPAIRED",
	9:  "STATUS_EVENT_TYPE_EXITED",
	10: "STATUS_EVENT_TYPE_EXPIRED",
	11: "STATUS_EVENT_TYPE_REVOKED",
	12: "STATUS_EVENT_TYPE_INCENTIVE_GRANTED",
	13: "STATUS_EVENT_TYPE_INCENTIVE_STOPPED",
	14: "STATUS_EVENT_TYPE_GRADE_CHANGED",
	15: "STATUS_EVENT_TYPE_MONITORING_STARTED",
	16: "STATUS_EVENT_TYPE_MONITORING_ENDED",
	17: "STATUS_EVENT_TYPE_EXEMPTED",
	18: "STATUS_EVENT_TYPE_EXEMPTION_ENDED",
	19: "STATUS_EVENT_TYPE_LINK_CHANGED",
	20: "STATUS_EVENT_TYPE_SUCCESSOR_LINKED",
	21: "STATUS_EVENT_TYPE_ALIAS_MERGED",
	22: "STATUS_EVENT_TYPE_CATALOGUE_CHANGED",
}

func (value eventType) String() string { return eventTypeNames[value] }

type entryState int32

var entryStateNames = map[entryState]string{
	0:  "ENTRY_STATE_UNSPECIFIED",
	1:  "ENTRY_STATE_ACTIVE",
	2:  "ENTRY_STATE_PENDING",
	3:  "ENTRY_STATE_GRACE",
	4:  "ENTRY_STATE_SUSPENDED",
	5:  "ENTRY_STATE_EXPIRED",
	6:  "ENTRY_STATE_EXITED",
	7:  "ENTRY_STATE_MONITORED",
	8:  "ENTRY_STATE_REPAIRED",
	9:  "ENTRY_STATE_REVOKED",
	10: "ENTRY_STATE_HELD",
}

func (value entryState) String() string { return entryStateNames[value] }

type watchRequest struct {
	Mode             int32     `protobuf:"varint,1,opt,name=mode,proto3"`
	ResumeToken      []byte    `protobuf:"bytes,2,opt,name=resume_token,proto3"`
	ProgressInterval *duration `protobuf:"bytes,4,opt,name=progress_interval,proto3"`
	OnCompacted      int32     `protobuf:"varint,5,opt,name=on_compacted,proto3"`
}

type duration struct {
	Seconds int64 `protobuf:"varint,1,opt,name=seconds,proto3"`
}

type watchResponse struct {
	SnapshotBegin *place         `protobuf:"bytes,1,opt,name=snapshot_begin,proto3"`
	SubjectStatus *subjectStatus `protobuf:"bytes,2,opt,name=subject_status,proto3"`
	SnapshotEnd   *place         `protobuf:"bytes,3,opt,name=snapshot_end,proto3"`
	Event         *statusEvent   `protobuf:"bytes,4,opt,name=event,proto3"`
	Progress      *progress      `protobuf:"bytes,5,opt,name=progress,proto3"`
	GoingAway     *goingAway     `protobuf:"bytes,8,opt,name=going_away,proto3"`
}

// SnapshotBegin and SnapshotEnd.
type place struct {
	Revision uint64 `protobuf:"varint,1,opt,name=revision,proto3"`
	Token    []byte `protobuf:"bytes,2,opt,name=token,proto3"`
}

type subjectStatus struct {
	Revision    uint64   `protobuf:"varint,1,opt,name=revision,proto3"`
	SubjectMask string   `protobuf:"bytes,2,opt,name=subject_mask,proto3"`
	Entries     []*entry `protobuf:"bytes,3,rep,name=entries,proto3"`
}

type entry struct{}

type statusEvent struct {
	Revision      uint64     `protobuf:"varint,1,opt,name=revision,proto3"`
	Type          eventType  `protobuf:"varint,5,opt,name=type,proto3"`
	Subject       string     `protobuf:"bytes,6,opt,name=subject,proto3"`
	EntryID       string     `protobuf:"bytes,7,opt,name=entry_id,proto3"`
	PreviousState entryState `protobuf:"varint,9,opt,name=previous_state,proto3"`
	State         entryState `protobuf:"varint,10,opt,name=state,proto3"`
	Token         []byte     `protobuf:"bytes,13,opt,name=token,proto3"`
}

type progress struct {
	Revision uint64 `protobuf:"varint,1,opt,name=revision,proto3"`
	Token    []byte `protobuf:"bytes,3,opt,name=token,proto3"`
}

type goingAway struct {
	Token  []byte `protobuf:"bytes,1,opt,name=token,proto3"`
	Reason string `protobuf:"bytes,2,opt,name=reason,proto3"`
}

func (m *watchRequest) Reset()         { *m = watchRequest{} }
func (m *watchRequest) String() string { return proto.CompactTextString(m) }
func (*watchRequest) ProtoMessage()    {}

func (m *duration) Reset()         { *m = duration{} }
func (m *duration) String() string { return proto.CompactTextString(m) }
func (*duration) ProtoMessage()    {}

func (m *watchResponse) Reset()         { *m = watchResponse{} }
func (m *watchResponse) String() string { return proto.CompactTextString(m) }
func (*watchResponse) ProtoMessage()    {}

func (m *place) Reset()         { *m = place{} }
func (m *place) String() string { return proto.CompactTextString(m) }
func (*place) ProtoMessage()    {}

func (m *subjectStatus) Reset()         { *m = subjectStatus{} }
func (m *subjectStatus) String() string { return proto.CompactTextString(m) }
func (*subjectStatus) ProtoMessage()    {}

func (m *entry) Reset()         { *m = entry{} }
func (m *entry) String() string { return proto.CompactTextString(m) }
func (*entry) ProtoMessage()    {}

func (m *statusEvent) Reset()         { *m = statusEvent{} }
func (m *statusEvent) String() string { return proto.CompactTextString(m) }
func (*statusEvent) ProtoMessage()    {}

func (m *progress) Reset()         { *m = progress{} }
func (m *progress) String() string { return proto.CompactTextString(m) }
func (*progress) ProtoMessage()    {}

func (m *goingAway) Reset()         { *m = goingAway{} }
func (m *goingAway) String() string { return proto.CompactTextString(m) }
func (*goingAway) ProtoMessage()    {}
