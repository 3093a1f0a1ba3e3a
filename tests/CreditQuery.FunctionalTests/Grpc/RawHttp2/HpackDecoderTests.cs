namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>The examples of RFC 7541 appendix C: three header blocks on one connection each.</summary>
public sealed class HpackDecoderTests
{
    private static readonly string[] Requests =
    [
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com",
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache",
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
    ];

    private static readonly string[] Responses =
    [
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com"
            + "|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ];

    [Theory]
    [InlineData( // C.3: without Huffman
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData( // C.4: with Huffman
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    public void Decode_RequestsOfTheStandard_GivesTheirFields(params string[] blocks) =>
        AssertDecodes(Requests, blocks, "");

    [Fact]
    public void Decode_ResponsesOfTheStandardInASmallTable_EvictsAndGivesTheirFields() =>
        AssertDecodes(
            Responses,
            [
                "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
                "4883640effc1c0bf",
                "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab"
                    + "270fb5291f9587316065c003ed4ee5b1063d5007",
            ],
            "3fe101"); // Table of 256 bytes, as the example assumes.

    [Fact]
    public void Decode_WhatTheEncoderWrote_GivesTheSameFields()
    {
        var fields = new HeaderField[] { new(":path", "/a.B/C"), new("long", new string('v', 5000)), new("latin", "\u00e9\u00ff") };

        Assert.Equal(fields, new HpackDecoder().Decode(HpackEncoder.Encode(fields)));
    }

    [Theory]
    [InlineData("00836441ff")] // Eight ones of padding.
    [InlineData("0083ffffff")] // Part of the end-of-string code only.
    public void Decode_BadPadding_Throws(string block) =>
        Assert.ThrowsAny<Exception>(() => new HpackDecoder().Decode(Convert.FromHexString(block)));

    private static void AssertDecodes(string[] expected, string[] blocks, string before)
    {
        var decoder = new HpackDecoder();
        decoder.Decode(Convert.FromHexString(before));

        var decoded = blocks.Select(b => string.Join('|', decoder.Decode(Convert.FromHexString(b)).Select(f => $"{f.Name}: {f.Value}")));

        Assert.Equal(expected, decoded);
    }
}
