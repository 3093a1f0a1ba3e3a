using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class IdentifierMaskTests
{
    [Theory]
    [InlineData(IdentifierType.Uscc, "91999999MA00TE5T2F", "91999999MA00TE5T2F")]
    [InlineData(IdentifierType.OrgCode, "20402221X", "20402221X")]
    [InlineData(IdentifierType.CitizenId, "999999200001010011", "999999********0011")]
    [InlineData(IdentifierType.Passport, "UTO:L898902C3", "UTO******2C3")]
    [InlineData(IdentifierType.HmtPermit, "H99999999", "H9*****99")]
    [InlineData(IdentifierType.Other, "AB1", "***")]
    [InlineData(IdentifierType.Plate, "测A12345", "***")]
    public void Of_Reading_ShowsWhatMayBeShown(IdentifierType type, string value, string expected) =>
        Assert.Equal(expected, IdentifierMask.Of(IdentifierTraps.One(type, value).Packed));
}
