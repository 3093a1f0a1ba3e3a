using Grpc.Core;

namespace CreditQuery.UnitTests.Grpc.Wire;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("caf\u00e9")]
    [InlineData("a\n")]
    public void Add_BadName_IsRefused(string name) => Assert.Throws<ArgumentException>(() => new Metadata { { name, "v" } });

    [Fact]
    public void Add_NameAndKindMustAgree()
    {
        Assert.Throws<ArgumentException>(() => new Metadata { { "x-bin", "text" } });
        Assert.Throws<ArgumentException>(() => new Metadata { { "x", [1] } });
    }

    [Fact]
    public void Get_SeveralEntries_IsTheLastAndAllInOrder()
    {
        var metadata = new Metadata { { "A", "1" }, { "b", "2" }, { "a", "3" }, { "c-bin", [1, 2] } };

        Assert.Equal("3", metadata.GetValue("a"));
        Assert.Equal(["1", "3"], metadata.GetAll("A").Select(static entry => entry.Value));
        Assert.Equal([1, 2], metadata.GetValueBytes("c-bin"));
        Assert.Null(metadata.Get("missing"));
        Assert.Throws<InvalidOperationException>(() => metadata.Get("c-bin")!.Value);
    }

    [Fact]
    public void Empty_IsReadOnly() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));

    [Fact]
    public void Entry_Bytes_AreCopiedBothWays()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("x-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.Equal([1, 2], entry.ValueBytes);
    }
}
