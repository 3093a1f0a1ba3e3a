using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Server;

/// <summary>Reads the one request of a unary or server-streaming call.</summary>
internal static class RequestReader
{
    /// <summary>Reads up to the half-close and expects exactly one message.</summary>
    /// <exception cref="RpcException">UNIMPLEMENTED: none or several messages; INTERNAL and RESOURCE_EXHAUSTED: a bad one.</exception>
    public static ValueTask<T> ReadSingleAsync<T>(HttpServerCallContext call, Func<DeserializationContext, T> deserializer)
    {
        var reader = call.HttpContext.Request.BodyReader;
        var read = Read(call, reader);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadSlowlyAsync(call, reader, read, deserializer);
        }

        var result = read.Result;
        return result.IsCompleted
            ? new ValueTask<T>(Finish(call, reader, result.Buffer, deserializer))
            : ReadSlowlyAsync(call, reader, new ValueTask<ReadResult>(result), deserializer);
    }

    /// <summary>Expands and parses the payload of one message.</summary>
    public static T Parse<T>(
        HttpServerCallContext call,
        in ReadOnlySequence<byte> payload,
        bool isCompressed,
        Func<DeserializationContext, T> deserializer) =>
        call.Source.Deserialize(isCompressed ? Expand(call, payload) : payload, deserializer);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T> ReadSlowlyAsync<T>(
        HttpServerCallContext call,
        PipeReader reader,
        ValueTask<ReadResult> read,
        Func<DeserializationContext, T> deserializer)
    {
        call.ArmDeadline();
        while (true)
        {
            ReadResult result;
            try
            {
                result = await read;
            }
            catch (Exception failure) when (HttpServerCallContext.IsLoss(failure))
            {
                throw call.Broken(failure);
            }

            var buffer = result.Buffer;
            if (result.IsCompleted)
            {
                return Finish(call, reader, buffer, deserializer);
            }

            // Limits count as soon as the prefix is there; the end of the stream comes after the message.
            if (MessagePrefix.TryRead(buffer, call.Handler.Options.MaxReceiveBytes, out var prefix)
                && buffer.Length > GrpcProtocol.PrefixBytes + (long)prefix.Length)
            {
                throw WrongCount("more than one message");
            }

            // Examined to the end, so that the client gets window for the rest.
            Advance(call, reader, buffer.Start, buffer.End);
            read = Read(call, reader);
        }
    }

    private static ValueTask<ReadResult> Read(HttpServerCallContext call, PipeReader reader)
    {
        try
        {
            return reader.ReadAsync();
        }
        catch (Exception failure) when (HttpServerCallContext.IsLoss(failure))
        {
            throw call.Broken(failure);
        }
    }

    /// <summary>Kestrel's reader throws here too once the client has reset the stream, a moment before its token tells so.</summary>
    private static void Advance(HttpServerCallContext call, PipeReader reader, SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            reader.AdvanceTo(consumed, examined);
        }
        catch (Exception failure) when (HttpServerCallContext.IsLoss(failure))
        {
            throw call.Broken(failure);
        }
    }

    private static T Finish<T>(
        HttpServerCallContext call,
        PipeReader reader,
        in ReadOnlySequence<byte> buffer,
        Func<DeserializationContext, T> deserializer)
    {
        try
        {
            if (buffer.IsEmpty)
            {
                throw WrongCount("no message");
            }

            if (!MessagePrefix.TryRead(buffer, call.Handler.Options.MaxReceiveBytes, out var prefix)
                || buffer.Length < GrpcProtocol.PrefixBytes + (long)prefix.Length)
            {
                throw Truncated();
            }

            if (buffer.Length > GrpcProtocol.PrefixBytes + (long)prefix.Length)
            {
                throw WrongCount("more than one message");
            }

            return Parse(call, buffer.Slice(GrpcProtocol.PrefixBytes), prefix.IsCompressed, deserializer);
        }
        finally
        {
            Advance(call, reader, buffer.End, buffer.End);
        }
    }

    /// <summary>The failure of a stream that ends within a message.</summary>
    public static RpcException Truncated() => new(new Status(StatusCode.Internal, "Incomplete message."));

    private static RpcException WrongCount(string found) =>
        new(new Status(StatusCode.Unimplemented, $"The method takes one request message and got {found}."));

    private static ReadOnlySequence<byte> Expand(HttpServerCallContext call, in ReadOnlySequence<byte> payload)
    {
        var name = call.HttpContext.Request.Headers.GrpcEncoding.ToString();
        var options = call.Handler.Options;
        if (name is "" or GrpcProtocol.IdentityEncoding)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Message is compressed and grpc-encoding names no coding."));
        }

        if (MessageCompression.Find(options.Codings, name) is not { } coding)
        {
            if (!call.HeadersSent)
            {
                call.HttpContext.Response.Headers.GrpcAcceptEncoding = options.AcceptEncoding;
            }

            throw new RpcException(new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{name}'."));
        }

        return MessageCompression.Expand(payload, coding, options.MaxReceiveBytes);
    }
}
