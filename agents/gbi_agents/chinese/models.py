"""Models: back ends, servers that answer, adapters, what a reply lacks."""

_SEND_LESS = "请减少图片或缩小图片（GBI_VLM_PIXELS）"

SENTENCES = {
    "there is no model back end called {}; known: {}": "没有名为 {0} 的模型后端；可用的有：{1}",
    "set {}_URL to the model server's API (http://HOST:PORT/v1), or GBI_VLM_BACKEND=transformers":
        "请将 {0}_URL 设为模型服务的接口地址（http://HOST:PORT/v1），或设 GBI_VLM_BACKEND=transformers",
    "{}_URL is not a server's address: {}; write it like http://localhost:8000/v1":
        "{0}_URL 不是服务地址：{1}；请写成 http://localhost:8000/v1 的形式",
    "no vision-language model is configured; set GBI_VLM_URL and GBI_VLM_MODEL":
        "没有配置视觉语言模型；请设置 GBI_VLM_URL 和 GBI_VLM_MODEL",
    "no language model is configured; set GBI_LLM_URL or GBI_VLM_URL":
        "没有配置语言模型；请设置 GBI_LLM_URL 或 GBI_VLM_URL",
    "the model had not ended its reply after {} seconds": "模型在 {0} 秒后仍未答完",
    # adapters' files
    "there is no adapter folder {}; give NAME=DIR with a folder that peft saved":
        "没有适配器文件夹 {0}；请写成 NAME=DIR，DIR 为 peft 保存的文件夹",
    "{} has no {}; save the adapter with save_pretrained of peft":
        "{0} 中没有 {1}；请用 peft 的 save_pretrained 保存适配器",
    "{} does not hold a LoRA adapter that can be read: {}": "{0} 中没有可读取的 LoRA 适配器：{1}",
    "{} has no {}; give the folder that peft saved": "{0} 中没有 {1}；请指定 peft 保存的文件夹",
    "{} is not JSON: {}": "{0} 不是 JSON：{1}",
    "{} does not describe a LoRA adapter; only those can be served":
        "{0} 描述的不是 LoRA 适配器；只能使用 LoRA 适配器",
    "the adapter {} changes nothing: all its B matrices are zero; was it trained?":
        "适配器 {0} 不起任何作用：其 B 矩阵全为零；它训练过吗？",
    "an adapter needs peft: {}": "使用适配器需要 peft：{0}",
    "the adapter {} does not fit the model: {}": "适配器 {0} 与模型不匹配：{1}",
    "the adapter {} does not fit the model: it has no weights for {} layers, {} among them; was it trained on this "
    "model?":
        "适配器 {0} 与模型不匹配：缺少 {1} 层的权重，包括 {2}；它是在这个模型上训练的吗？",
    # a server
    "the stream from {} broke off: {}": "来自 {0} 的数据流中断：{1}",
    "the stream from {} ended before the reply did": "来自 {0} 的数据流在回复结束之前就断了",
    "time is over": "时间已到",
    "all {} calls to {} were busy for {} s": "对 {1} 的全部 {0} 个调用在 {2} 秒内都被占用",
    "no answer from {} within {} s": "{0} 在 {1} 秒内没有回答",
    "the model server at {} failed too often, and is tried again in {} s; last: {}":
        "模型服务 {0} 失败次数过多，{1} 秒后再试；最近一次：{2}",
    "the server at {} serves no model": "服务 {0} 没有提供任何模型",
    "the server at {} withheld the reply (content filter)": "服务 {0} 未给出回复（内容过滤）",
    "the model server at {} could not be connected to in time{}: is it running?":
        "未能及时连接模型服务 {0}{1}：它在运行吗？",
    "the model server at {} cannot answer now (HTTP {}){}: {}": "模型服务 {0} 目前无法回答（HTTP {1}）{2}：{3}",
    "the model server at {} cannot be reached{}: {}; start it or set {}_URL":
        "无法连接模型服务 {0}{1}：{2}；请启动它，或设置 {3}_URL",
    " ({} tries)": "（试了 {0} 次）",
    "the model server at {} refuses the key: set {}_KEY ({})": "模型服务 {0} 拒绝了密钥：请设置 {1}_KEY（{2}）",
    "there is no chat API at {}: {}_URL should end in /v1 ({})": "{0} 没有对话接口：{1}_URL 应以 /v1 结尾（{2}）",
    "the server at {} has no model {}; set {}_MODEL to one of its: {}":
        "服务 {0} 没有模型 {1}；请将 {2}_MODEL 设为其中之一：{3}",
    "the request is too long for the model: send fewer or smaller pictures (GBI_VLM_PIXELS), or serve it with a longer "
    "context ({})":
        f"请求超过模型的长度：{_SEND_LESS}，或以更长的上下文运行模型（{{0}}）",
    "the model server refused the request: {}": "模型服务拒绝了请求：{0}",
    "the reply of {} is not a chat completion: is the URL right? ({})": "{0} 的回复不是对话结果：地址对吗？（{1}）",
    "the server wants a key; set GBI_VLM_KEY (GBI_SERVE_KEY for gbi serve)":
        "服务需要密钥；请设置 GBI_VLM_KEY（gbi serve 用 GBI_SERVE_KEY）",
    "HTTP {}: {}": "HTTP {0}：{1}",
    # a reply
    "the model's reply holds no JSON object: {}": "模型的回复中没有 JSON 对象：{0}",
    "the model's reply was cut off before its first row": "模型的回复在第一行之前被截断",
    "the model's reply was cut off, and what stands before its rows is no JSON":
        "模型的回复被截断，且各行之前的内容不是 JSON",
    "the model's reply was cut off or repeats itself": "模型的回复被截断或重复",
    "the model's reply does not say whether the answer is \"visible\"":
        "模型的回复没有说明答案是否可见（\"visible\"）",
    # pictures
    "a picture for the model is damaged: {}": "给模型的图片已损坏：{0}",
    "a picture for the model cannot be opened: give it as the bytes of a PNG or JPEG":
        "无法打开给模型的图片：请提供 PNG 或 JPEG 的数据",
    # a model in this process
    "the request is too long for the model: {} tokens; send fewer or smaller pictures (GBI_VLM_PIXELS)":
        f"请求超过模型的长度：{{0}} 个 token；{_SEND_LESS}",
    "the request does not fit into the memory: send smaller pictures (GBI_VLM_PIXELS)":
        "内存容不下这个请求：请缩小图片（GBI_VLM_PIXELS）",
    "the model took longer than {} s; raise GBI_VLM_SECONDS or ask for less":
        "模型用时超过 {0} 秒；请调高 GBI_VLM_SECONDS，或减少要求",
    "set GBI_VLM_MODEL to a model's folder or hub name for the transformers back end":
        "使用 transformers 后端时，请将 GBI_VLM_MODEL 设为模型的文件夹或模型库名称",
    "the model {} was busy for {} s": "模型 {0} 在 {1} 秒内一直被占用",
    "there is no model folder {}: set GBI_VLM_MODEL to a folder or a hub name":
        "没有模型文件夹 {0}：请将 GBI_VLM_MODEL 设为文件夹或模型库名称",
    "a model in this process needs torch and transformers: {} ({})":
        "在本进程中运行模型需要 torch 和 transformers：{0}（{1}）",
    "the model {} needs more than is installed: {} ({})": "模型 {0} 还需要安装：{1}（{2}）",
    "the model {} cannot be loaded: set GBI_VLM_MODEL to a folder or a hub name of a model that sees and needs no code "
    "of its own ({})":
        "无法加载模型 {0}：请将 GBI_VLM_MODEL 设为文件夹或模型库名称，模型须能看图，且不需要自带代码（{1}）",
    # scripted replies
    "the script of {} has no reply for request {}": "{0} 的脚本中没有第 {1} 个请求的回复",
    "the script of replies {} cannot be read: {}": "无法读取回复脚本 {0}：{1}",
    "line {} of {} is no reply like {\"text\": \"...\"}: {}":
        "{1} 的第 {0} 行不是 {\"text\": \"...\"} 形式的回复：{2}",
    "set GBI_VLM_MODEL to a file of replies (JSON lines) for the scripted back end":
        "使用 scripted 后端时，请将 GBI_VLM_MODEL 设为回复文件（JSON 行）",
}  # fmt: skip
