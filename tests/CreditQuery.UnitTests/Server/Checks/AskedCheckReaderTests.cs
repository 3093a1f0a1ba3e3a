using System.Buffers;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Checks.Wire;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>A check read from its bytes is the one that the generated code reads, for every message that is one and for every one that is not.</summary>
public sealed class AskedCheckReaderTests
{
    private const int Messages = 20_000;
    private const int Mutations = 60_000;

    [Fact]
    public void ReadSingle_AnyMessage_IsThatOfTheGeneratedCode()
    {
        for (var seed = 0; seed < Messages; seed++)
        {
            AssertSame(new RandomRequest(seed).Check().ToByteArray(), $"seed {seed}");
        }
    }

    [Fact]
    public void ReadSingle_BytesChangedAtRandom_AreReadOrRefusedAsByTheGeneratedCode()
    {
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < Mutations; seed++)
        {
            if (AssertSame(new RandomRequest(seed).Mutated(), $"seed {seed}"))
            {
                read++;
            }
            else
            {
                refused++;
            }
        }

        // Neither side of the comparison may be empty.
        Assert.InRange(read, Mutations / 20, Mutations);
        Assert.InRange(refused, Mutations / 20, Mutations);
    }

    [Fact]
    public void ReadSingle_CutAtEveryByte_IsReadOrRefusedAsByTheGeneratedCode()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var bytes = new RandomRequest(seed).Check().ToByteArray();
            for (var length = 0; length < bytes.Length; length++)
            {
                AssertSame(bytes[..length], $"seed {seed}, {length} bytes");
            }
        }
    }

    [Fact]
    public void ReadSingle_InTwoPieces_IsTheSame()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var bytes = new RandomRequest(seed).Check().ToByteArray();
            var expected = AskedText.Of(AskedCheck.Of(CheckSubjectRequest.Parser.ParseFrom(bytes)));
            for (var at = 1; at < bytes.Length; at += 7)
            {
                Assert.Equal(expected, AskedText.Of(AskedCheckReader.ReadSingle(Pieces.Of(bytes, at))));
            }
        }
    }

    [Fact]
    public void ReadStreamed_AnyBytes_AreReadOrRefusedAsByTheGeneratedCode()
    {
        for (var seed = 0; seed < Messages; seed++)
        {
            var bytes = new RandomRequest(seed).Streamed();
            var expected = Try(() => AskedText.Of(StreamChecksRequest.Parser.ParseFrom(bytes)));

            Assert.Equal(expected, Try(() => AskedText.Of(AskedCheckReader.ReadStreamed(new ReadOnlySequence<byte>(bytes)))));
        }
    }

    [Fact]
    public void ReadSingle_FieldsInAnyOrderAndTwice_LastOneCounts()
    {
        foreach (var order in RandomRequest.Orders)
        {
            AssertSame(order, Convert.ToHexString(order));
        }
    }

    [Fact]
    public void Return_AfterUse_LeavesNothingOfThePersonBehind()
    {
        var request = new CheckSubjectRequest
        {
            RequestId = "case-7",
            Subject = new Subject { Type = IdentifierType.CitizenId, Value = "999999190001010015", Name = "某某某" },
            Scenario = "consumption",
            Purpose = "p",
            OperatorId = "o",
        };
        var asked = AskedCheckReader.ReadSingle(new ReadOnlySequence<byte>(request.ToByteArray()));
        var (value, name) = (asked.Subject.Value.ToString(), asked.Subject.Name.ToString());

        asked.Return();

        Assert.Equal((request.Subject.Value, request.Subject.Name), (value, name));
        Assert.DoesNotContain(asked.Buffers, static character => character != '\0');
    }

    [Fact]
    public void Return_WordsThatTheCatalogueDidNotKnow_AreNotKept()
    {
        var bytes = new ReadOnlySequence<byte>(new CheckSubjectRequest { Scenario = "999999190001010015" }.ToByteArray());
        var first = AskedCheckReader.ReadSingle(bytes);
        var kept = first.Scenario;
        first.Return();

        var second = AskedCheckReader.ReadSingle(bytes);

        Assert.Same(first, second);
        Assert.NotSame(kept, second.Scenario);
    }

    private static bool AssertSame(byte[] bytes, string what)
    {
        var expected = Try(() => AskedText.Of(AskedCheck.Of(CheckSubjectRequest.Parser.ParseFrom(bytes))));
        var actual = Try(() => AskedText.Of(AskedCheckReader.ReadSingle(new ReadOnlySequence<byte>(bytes))));

        Assert.True(expected == actual, $"{what}: {Convert.ToHexString(bytes)}: {expected} expected, {actual} read");
        return expected[0] != '!';
    }

    private static string Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidProtocolBufferException refusal)
        {
            return "!" + refusal.Message;
        }
    }
}
