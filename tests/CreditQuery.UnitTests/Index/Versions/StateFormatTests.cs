using System.Buffers.Binary;
using CreditQuery.Index;
using CreditQuery.Index.Apply;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Transfer;

namespace CreditQuery.UnitTests.Index.Versions;

/// <summary>What is known beside the records, in a format that this version does not know.</summary>
public sealed class StateFormatTests
{
    [Fact]
    public void Read_LaterFormat_StopsTheNode()
    {
        using var registry = new TestRegistry();
        var memory = new ChangeIdMemory(TimeSpan.FromDays(7));
        var state = StateCodec.Write(registry.Index.Current, memory);
        state[0]++;
        BinaryPrimitives.WriteUInt32LittleEndian(state.AsSpan(state.Length - sizeof(uint)), Crc32C.Of(state.AsSpan(0, state.Length - sizeof(uint))));

        var refused = Assert.Throws<NewerCheckpointException>(() => StateCodec.Read(state, memory, out _));

        Assert.Contains("Upgrade this node", refused.Message, StringComparison.Ordinal);
    }
}
