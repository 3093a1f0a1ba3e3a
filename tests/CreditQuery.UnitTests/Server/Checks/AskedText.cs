using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Checks.Wire;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Everything that a check asks, as one text to compare.</summary>
internal static class AskedText
{
    /// <summary>Tells the check, and gives it back.</summary>
    public static string Of(AskedCheck asked)
    {
        var subject = asked.Subject;
        var text = string.Join(
            '|',
            asked.Part,
            Encoding.UTF8.GetString(asked.RequestId),
            asked.RequestIdLength,
            subject.Type,
            subject.Value.ToString(),
            subject.Name.ToString(),
            subject.IsSealed,
            asked.Scenario,
            asked.AsOf,
            asked.Region,
            asked.Ground,
            asked.Item,
            asked.Parties,
            asked.MaxStaleness,
            asked.AtLeast,
            asked.Wait,
            asked.Explain);
        asked.Return();
        return text;
    }

    /// <summary>Tells what the generated code read.</summary>
    public static string Of(StreamChecksRequest message)
    {
        var asked = AskedCheck.Of(message.Check ?? message.Common ?? new CheckSubjectRequest());
        asked.Part = message.Check is not null ? AskedPart.Check : message.Common is not null ? AskedPart.Common : AskedPart.None;
        return Of(asked);
    }
}
