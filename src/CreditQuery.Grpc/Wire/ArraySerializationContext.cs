using System.Buffers;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Serialises one message into an array of its own.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private ArrayBufferWriter<byte>? _writer;
    private byte[]? _payload;

    public byte[] Payload => _payload ?? throw new InvalidOperationException("The serializer did not complete the message.");

    public override void Complete(byte[] payload) => _payload = payload;

    public override IBufferWriter<byte> GetBufferWriter() => _writer ??= new ArrayBufferWriter<byte>();

    public override void Complete() => _payload ??= _writer is null ? [] : _writer.WrittenSpan.ToArray();
}
