"""Reads one answer of the model server that the tests use, with the provider's own client: what it understands is printed."""

import json
import sys

asked = json.load(sys.stdin)
provider, base = asked["provider"], asked["base_url"]


def bedrock():
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "bedrock-runtime",
        region_name="eu-west-1",
        endpoint_url=base,
        aws_access_key_id="AKIATEST",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )
    told = {"text": "", "tool": "", "stop": None, "usage": None}
    message = {"role": "user", "content": [{"text": "When are you open?"}]}
    stream = client.converse_stream(modelId="eu.anthropic.claude-haiku-4-5-v1:0", messages=[message])["stream"]
    for event in stream:
        delta = event.get("contentBlockDelta", {}).get("delta", {})
        told["text"] += delta.get("text", "")
        told["tool"] += delta.get("toolUse", {}).get("input", "")
        told["stop"] = event.get("messageStop", {}).get("stopReason", told["stop"])
        told["usage"] = event.get("metadata", {}).get("usage", told["usage"])
    usage = told.pop("usage")
    return told | {"input": usage["inputTokens"], "output": usage["outputTokens"], "cached": usage["cacheReadInputTokens"]}


def anthropic():
    from anthropic import Anthropic

    client = Anthropic(base_url=base, api_key="k", max_retries=0)
    message = {"role": "user", "content": "When are you open?"}
    with client.messages.stream(model="claude-haiku-4-5", max_tokens=200, messages=[message]) as stream:
        answer = stream.get_final_message()
    text = "".join(block.text for block in answer.content if block.type == "text")
    tool = "".join(json.dumps(block.input) for block in answer.content if block.type == "tool_use")
    usage = answer.usage
    return {
        "text": text,
        "tool": tool,
        "stop": answer.stop_reason,
        "input": usage.input_tokens,
        "output": usage.output_tokens,
        "cached": usage.cache_read_input_tokens,
    }


def openai():
    from openai import OpenAI

    client = OpenAI(base_url=base, api_key="k", max_retries=0)
    told = {"text": "", "tool": "", "stop": None}
    usage = None
    message = {"role": "user", "content": "When are you open?"}
    stream = client.chat.completions.create(
        model="gpt-4.1-mini", messages=[message], stream=True, stream_options={"include_usage": True}
    )
    for chunk in stream:
        usage = chunk.usage or usage
        for choice in chunk.choices:
            told["text"] += choice.delta.content or ""
            for call in choice.delta.tool_calls or []:
                told["tool"] += call.function.arguments or ""
            told["stop"] = choice.finish_reason or told["stop"]
    cached = usage.prompt_tokens_details.cached_tokens
    return told | {"input": usage.prompt_tokens - cached, "output": usage.completion_tokens, "cached": cached}


try:
    answer = {"bedrock": bedrock, "anthropic": anthropic, "openai": openai}[provider]()
    if answer["tool"]:
        answer["tool"] = json.loads(answer["tool"])
    print(json.dumps(answer))
except Exception as error:  # what a client cannot read is an answer too
    print(json.dumps({"error": type(error).__name__, "said": str(error)[:300]}))
