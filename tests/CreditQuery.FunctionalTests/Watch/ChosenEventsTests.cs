using System.Buffers;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What subscribers with one filter share is what each of them would have made for itself.</summary>
public sealed class ChosenEventsTests
{
    private static readonly WatchFilter Filter = new() { Regions = { "110000" } };

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(32, true)]
    [InlineData(32, false)]
    [InlineData(33, true)]
    [InlineData(33, false)]
    [InlineData(65, true)]
    [InlineData(65, false)]
    public async Task Message_SharedOrASubscribersOwn_IsTheSame(int events, bool isLast)
    {
        await using var node = await NodeHost.StartAsync();
        var (selection, tokens) = Prepare(node);
        var batch = BatchOf(events, isLast);
        var own = new FeedPart(batch).EventsFor(selection);
        var shared = new FeedPart(batch, JournalFrame.Of(batch), 1, new SharedEvents()).EventsFor(selection);

        Assert.Equal((events, events), (own.Count, shared.Count));

        // From the end: whoever resumes there makes a stretch first.
        for (var at = events - 1; at >= 0; at--)
        {
            var endsPlace = isLast && at == events - 1;
            var sent = Sent(own.Message(at, selection, endsPlace, tokens));
            Assert.Equal(sent, Sent(shared.Message(at, selection, endsPlace, tokens)));
            Assert.Equal(((uint)at + 7, endsPlace, false), (sent.Event.Ordinal, sent.Event.LastOfRevision, sent.Event.Token.IsEmpty));
            Assert.Equal(own.After(at, endsPlace), shared.After(at, endsPlace));
            Assert.Equal(Sent(own.Message(at, selection, endsPlace, tokens: null)), Sent(shared.Message(at, selection, endsPlace, tokens: null)));
        }
    }

    [Fact]
    public async Task Message_LastOfAPartThatDoesNotEndItsPlace_IsBoth()
    {
        await using var node = await NodeHost.StartAsync();
        var (selection, tokens) = Prepare(node);
        var batch = BatchOf(3, isLast: false);
        var shared = new FeedPart(batch, JournalFrame.Of(batch), 1, new SharedEvents()).EventsFor(selection);

        // The next part has something for the filter, or nothing.
        Assert.False(Sent(shared.Message(2, selection, isLast: false, tokens)).Event.LastOfRevision);
        var last = Sent(shared.Message(2, selection, isLast: true, tokens)).Event;

        Assert.True(last.LastOfRevision);
        Assert.Equal(StatusCursor.After(StatusJournal.PlaceOf(batch)), tokens.Read(last.Token));
    }

    [Fact]
    public async Task Message_OfAPartThatOneSubscriberRead_IsNotKept()
    {
        await using var node = await NodeHost.StartAsync();
        var (selection, tokens) = Prepare(node);
        var batch = BatchOf(3, isLast: true);
        var own = new FeedPart(batch).EventsFor(selection);
        var shared = new FeedPart(batch, JournalFrame.Of(batch), 1, new SharedEvents()).EventsFor(selection);

        Assert.NotSame(own.Message(0, selection, isLast: false, tokens), own.Message(0, selection, isLast: false, tokens));
        Assert.Same(shared.Message(0, selection, isLast: false, tokens), shared.Message(0, selection, isLast: false, tokens));
        Assert.Same(shared.Message(2, selection, isLast: true, tokens), shared.Message(2, selection, isLast: true, tokens));
    }

    private static (EventSelection Selection, ResumeTokens Tokens) Prepare(NodeHost node)
    {
        var (parts, feed) = (node.Services.GetRequiredService<Server.Hosting.Node>().Require(), node.Services.GetRequiredService<StatusFeed>());
        return (new EventSelection(parts, feed, Filter, NamedSubjects.Of(parts.Index, [])), new ResumeTokens(feed.Secret, parts.Index.Current.Epoch, Filter));
    }

    // Changes of the catalogue: whatever the filter, they are told.
    private static JournalBatch BatchOf(int events, bool isLast)
    {
        var subject = new JournalSubject();
        subject.Changes.AddRange(Enumerable.Repeat(new JournalChange { Type = StatusEventType.CatalogueChanged }, events));
        return new JournalBatch { Revision = 5, Day = 9, InstantMs = 1_000, FirstOrdinal = 7, IsLast = isLast, ChainMark = 3, Subjects = { subject } };
    }

    private static WatchResponse Sent(WatchMessage message)
    {
        var context = new Sink();
        WatchMessage.Marshaller.ContextualSerializer(message, context);
        return WatchResponse.Parser.ParseFrom(context.Written.WrittenSpan);
    }

    private sealed class Sink : SerializationContext
    {
        public ArrayBufferWriter<byte> Written { get; } = new();

        public override void SetPayloadLength(int payloadLength)
        {
        }

        public override IBufferWriter<byte> GetBufferWriter() => Written;

        public override void Complete()
        {
        }
    }
}
