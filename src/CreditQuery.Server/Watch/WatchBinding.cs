using Google.Protobuf;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace CreditQuery.Server.Watch;

/// <summary>StatusWatchService as the contract has it, with messages whose bytes subscribers share.</summary>
/// <remarks>The same service, method and descriptor as the generated code's, bound by the public types of gRPC alone.</remarks>
internal static class WatchBinding
{
    private static readonly Method<WatchRequest, WatchMessage> Watch = new(
        MethodType.ServerStreaming,
        StatusWatchService.Descriptor.FullName,
        nameof(WatchServiceBase.Watch),
        new Marshaller<WatchRequest>(static (request, context) => context.Complete(request.ToByteArray()), static context => WatchRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        WatchMessage.Marshaller);

    /// <summary>The service, for reflection.</summary>
    public static ServiceDescriptor Descriptor => StatusWatchService.Descriptor;

    /// <summary>Binds a service; the gRPC layer finds this method by the attribute of the base class.</summary>
    /// <param name="binder">Takes the method.</param>
    /// <param name="service">The service; null where the layer makes one per call.</param>
    public static void BindService(ServiceBinderBase binder, WatchServiceBase? service) =>
        binder.AddMethod(Watch, service is null ? null! : new ServerStreamingServerMethod<WatchRequest, WatchMessage>(service.Watch));

    /// <summary>The method of the service.</summary>
    [BindServiceMethod(typeof(WatchBinding), nameof(BindService))]
    internal abstract class WatchServiceBase
    {
        /// <summary>Streams events that match the filter.</summary>
        public abstract Task Watch(WatchRequest request, IServerStreamWriter<WatchMessage> responseStream, ServerCallContext context);
    }
}
