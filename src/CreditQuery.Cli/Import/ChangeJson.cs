using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Cli.Import;

/// <summary>Reads changes from the JSON form of protobuf and says what is wrong without a value of the text: it may name a person.</summary>
internal static partial class ChangeJson
{
    /// <summary>Reads one change.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="change">The change.</param>
    /// <param name="fault">What is wrong; empty if nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Change? change, out string fault)
    {
        change = null;
        fault = "";
        try
        {
            var parsed = Change.Parser.ParseJson(text);
            if (parsed.ChangeCase == Change.ChangeOneofCase.None)
            {
                fault = "the line holds no change";
                return false;
            }

            change = parsed;
            return true;
        }
        catch (Exception e) when (IsFault(e))
        {
            fault = FaultOf(text, e);
            return false;
        }
    }

    /// <summary>Whether protobuf threw this because of the text.</summary>
    public static bool IsFault(Exception exception) =>
        exception is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException;

    /// <summary>Says what is wrong with a text that protobuf did not take.</summary>
    /// <remarks>Only two of protobuf's own messages are passed on: those that hold nothing but names of the contract or a place.</remarks>
    public static string FaultOf(string text, Exception exception)
    {
        if (UnknownField().Match(exception.Message) is { Success: true } unknown)
        {
            return $"no field of the contract: {unknown.Groups[1].Value}";
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return "JSON, but not of the contract: a value does not fit its field";
        }
        catch (JsonException json)
        {
            var line = json.LineNumber > 0 ? $"line {json.LineNumber + 1}, " : "";
            return $"not JSON, at {line}byte {json.BytePositionInLine + 1 ?? 1}";
        }
    }

    [GeneratedRegex(@"^Unknown field: ([A-Za-z_]{1,40})$")]
    private static partial Regex UnknownField();
}
