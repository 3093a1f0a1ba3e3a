using System.Buffers;
using System.IO.Pipelines;
using CreditQuery.GrpcHosting.Http2;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.UnitTests.Grpc.Http2.Connections;

/// <summary>A connection whose input nobody reads and whose streams run nothing; what it sends waits until the test takes it, all on the test's thread.</summary>
internal sealed class UnservedConnection
{
    // A write to the transport ends when the test has read all that was written.
    private readonly Pipe _sent = new(new PipeOptions(
        pauseWriterThreshold: 1, resumeWriterThreshold: 1, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));

    public UnservedConnection()
    {
        var context = new DefaultConnectionContext("test") { Transport = new Transport(new Pipe().Reader, _sent.Writer) };
        Connection = new ServerConnection(
            context, RequestApplication.Of(new NoApplication()), new CreditQuery.GrpcHosting.Http2.Http2Limits(new KestrelServerLimits(), TimeProvider.System),
            new DateHeader(TimeProvider.System), new Http2Log(NullLogger.Instance));
    }

    public ServerConnection Connection { get; }

    /// <summary>Opens a stream whose request has no body.</summary>
    public ServerStream Open(int id, int window)
    {
        lock (Connection.Output.Gate)
        {
            var stream = Connection.Streams.Rent();
            stream.Begin(id, hasBody: false, window);
            Connection.Streams.Add(stream);
            return stream;
        }
    }

    /// <summary>The frames that the connection has handed to its transport so far; it may go on with the next ones now.</summary>
    public List<FrameHeader> Take()
    {
        var frames = new List<FrameHeader>();
        if (!_sent.Reader.TryRead(out var result))
        {
            return frames;
        }

        var rest = result.Buffer;
        var header = new byte[FrameHeader.Bytes];
        while (!rest.IsEmpty)
        {
            rest.Slice(0, FrameHeader.Bytes).CopyTo(header);
            frames.Add(FrameHeader.Read(header));
            rest = rest.Slice(FrameHeader.Bytes + frames[^1].Length);
        }

        _sent.Reader.AdvanceTo(result.Buffer.End);
        return frames;
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class NoApplication : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new InvalidOperationException("Nothing runs here.");

        public void DisposeContext(object context, Exception? exception)
        {
        }

        public Task ProcessRequestAsync(object context) => Task.CompletedTask;
    }
}
