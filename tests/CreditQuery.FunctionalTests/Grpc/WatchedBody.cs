using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.FunctionalTests.Grpc;

/// <summary>Puts a reader of the test between Kestrel and the gRPC layer, so that a test sees what the server has read.</summary>
/// <param name="watch">Called for every read; gets Kestrel's own reader, gives what the gRPC layer shall get.</param>
/// <param name="advance">Called whenever the gRPC layer has done with what it read.</param>
internal sealed class WatchedBody(Func<PipeReader, ValueTask<ReadResult>> watch, Action? advance = null) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.Features.Set<IRequestBodyPipeFeature>(new Feature(context.Request.BodyReader, watch, advance));
            return rest(context);
        });
        next(app);
    };

    private sealed class Feature(PipeReader kestrel, Func<PipeReader, ValueTask<ReadResult>> watch, Action? advance) : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => watch(kestrel);

        public override bool TryRead(out ReadResult result) => kestrel.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            advance?.Invoke();
            kestrel.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => kestrel.CancelPendingRead();

        public override void Complete(Exception? exception = null) => kestrel.Complete(exception);
    }
}
