using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Server.Configuration;

/// <summary>The registry's key (32 bytes, hexadecimal), from which every subject key is made.</summary>
/// <remarks>Never in the data folder, a checkpoint, a log or an answer. Losing it makes the data unreadable. Source: architecture, chapter 3.</remarks>
public sealed class RegistryKeyOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "RegistryKey";

    /// <summary>File of the key.</summary>
    /// <value>Path, default <c>./keys/registry.key</c>. Readable by its owner alone (0600), else the node does not start.</value>
    [Required]
    [Description("File of the key of the registry, mode 0600; keep a copy where the data is not.")]
    public string Path { get; set; } = "./keys/registry.key";

    /// <summary>Whether a missing key is made while the log is empty.</summary>
    /// <value>Default true: the embedded node starts without preparation. Never makes a second key for an existing log.</value>
    [Description("Whether a missing key is made while the log is empty.")]
    public bool Generate { get; set; } = true;

    /// <summary>The key itself, in place of the file; meant for an environment variable (<c>RegistryKey__Value</c>).</summary>
    /// <value>64 hexadecimal characters; empty (default): the file.</value>
    [RegularExpression("^([0-9A-Fa-f]{64})?$", ErrorMessage = "RegistryKey:Value must be 64 hexadecimal characters.")]
    [Description("The key itself, 64 hexadecimal characters; by the environment only (RegistryKey__Value).")]
    public string Value { get; set; } = "";
}
