using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Turns the bytes of a file into its root mapping.</summary>
internal static class YamlText
{
    // The file format needs eight levels; deeper nesting would be recursion in the parser for nothing.
    private const int MaxDepth = 24;

    /// <summary>Parses.</summary>
    /// <returns>Null if the file is no YAML mapping; the findings say why.</returns>
    public static YamlMappingNode? Parse(ReadOnlySpan<byte> content, FindingList findings)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
            if (!IsPlainEnough(text, findings))
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
            {
                return root;
            }

            findings.Error("", 1, "The file must be one YAML document, a mapping.");
        }
        catch (DecoderFallbackException)
        {
            findings.Error("", 0, "The file is not UTF-8.");
        }
        catch (YamlException exception)
        {
            findings.Error("", (int)exception.Start.Line, exception.InnerException?.Message ?? exception.Message);
        }

        return null;
    }

    // Aliases would let a small file unfold into a huge one; they are refused, as is deep nesting, before anything is built.
    private static bool IsPlainEnough(string text, FindingList findings)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            if (parser.Current is AnchorAlias)
            {
                findings.Error("", (int)parser.Current.Start.Line, "Aliases are not used in catalogue files; write the value out.");
                return false;
            }

            depth += parser.Current?.NestingIncrease ?? 0;
            if (depth > MaxDepth)
            {
                findings.Error("", (int)parser.Current!.Start.Line, $"Nested more than {MaxDepth} levels deep.");
                return false;
            }
        }

        return true;
    }
}
