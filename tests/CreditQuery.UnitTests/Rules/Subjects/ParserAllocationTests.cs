using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class ParserAllocationTests
{
    [Theory]
    [InlineData(IdentifierType.Uscc, "91999999MA00TE5T2F")]
    [InlineData(IdentifierType.CitizenId, "99999919900101640x")]
    [InlineData(IdentifierType.Unspecified, "999999900101640")]
    [InlineData(IdentifierType.Plate, "测A·12345")]
    [InlineData(IdentifierType.Uscc, "no code")]
    public void Parse_AnyOutcome_AllocatesNothing(IdentifierType type, string value)
    {
        IdentifierParser.Parse(type, value, out _);

        var least = Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                IdentifierParser.Parse(type, value, out _);
            }
        });

        Assert.Equal(0, least);
    }
}
