"""`gbi serve`: why a server does not start, ended, or does not take an adapter."""

SENTENCES = {
    "{} gives no token ids and log probabilities; the check needs vLLM":
        "{0} 不提供 token 编号和对数概率；该检查需要 vLLM",
    "{} cannot be run ({}); correct GBI_SERVE_PYTHON": "无法运行 {0}（{1}）；请修正 GBI_SERVE_PYTHON",
    "the reference of transformers and peft failed in {}: {}": "transformers 与 peft 的参照计算在 {0} 中失败：{1}",
    "{} lists no models; is it the right address?": "{0} 没有列出模型；地址对吗？",
    "{} serves no base model; is it the right address?": "{0} 没有提供基础模型；地址对吗？",
    "{} does not answer with JSON; is it the right address?": "{0} 的回答不是 JSON；地址对吗？",
    "the server at {} takes no adapters; start it with --adapter, or with GBI_SERVE_ADAPTERS=1":
        "服务 {0} 不接受适配器；请以 --adapter 或 GBI_SERVE_ADAPTERS=1 启动",
    "the server did not {} the adapter {}: {}": "服务未能{0:word}适配器 {1}：{2}",
    "{} does not answer ({}); start the server with gbi serve": "{0} 没有回答（{1}）；请用 gbi serve 启动服务",
    "{} does not name an adapter; write NAME=DIR, as in chart=adapters/chart":
        "{0} 没有指明适配器；请写成 NAME=DIR，例如 chart=adapters/chart",
    "{} is not a model folder: it has no config.json; correct --model (GBI_SERVE_MODEL)":
        "{0} 不是模型文件夹：其中没有 config.json；请修正 --model（GBI_SERVE_MODEL）",
    "{} names two models; give each adapter a name of its own":
        "{0} 同时是两个模型的名称；请为每个适配器取不同的名称",
    "{} can be reached from other machines; set GBI_SERVE_KEY to the key that clients must send":
        "其他机器可以访问 {0}；请将 GBI_SERVE_KEY 设为客户端必须提供的密钥",
    "an adapter has rank {}; vLLM serves up to {}": "有适配器的秩为 {0}；vLLM 最多支持 {1}",
    "the server ended before it was ready (exit status {})": "服务在就绪之前就结束了（退出状态 {0}）",
    "the server was not ready after {} s (GBI_SERVE_READY_SECONDS)":
        "服务在 {0} 秒后仍未就绪（GBI_SERVE_READY_SECONDS）",
    "the server has ended (exit status {})": "服务已结束（退出状态 {0}）",
    "the server was not started": "服务没有启动",
    "{} ({}; the whole log: {})": "{0}（{1}；完整日志：{2}）",
    "{}; the end of {}:\n{}": "{0}；{1} 的结尾：\n{2}",
    "port {} of {} is taken or not allowed ({}); choose another with --port":
        "{1} 的端口 {0} 被占用或不允许使用（{2}）；请用 --port 另选",
    "{} has no vLLM; {}": "{0} 中没有 vLLM；{1}",
    "install it in an environment of its own and set GBI_SERVE_PYTHON to that one's python (docs/gpu.md)":
        "请在单独的环境中安装，并将 GBI_SERVE_PYTHON 设为该环境的 python（docs/gpu.md）",
    # what vLLM's log tells, and the mend
    "this Python has no vLLM": "这个 Python 中没有 vLLM",
    "too little of the GPU's memory is free": "GPU 的空闲显存太少",
    "stop what else runs on the GPU (nvidia-smi lists it), or lower --memory-share":
        "请停止 GPU 上的其他程序（可用 nvidia-smi 查看），或调低 --memory-share",
    "the context does not fit beside the weights; it may be {} tokens at most":
        "除权重外已容不下该上下文；最多 {0} 个 token",
    "lower --context, or raise --memory-share": "请调低 --context，或调高 --memory-share",
    "no memory is left for the cache beside the weights": "除权重外没有显存留给缓存",
    "raise --memory-share (up to 0.95), lower --context or --images, or take a smaller or quantized model":
        "请调高 --memory-share（最高 0.95），调低 --context 或 --images，或换用更小的或量化的模型",
    "out of memory": "内存不足",
    "lower --memory-share, --context or --images, or take a smaller model, or more GPUs with --tensor-parallel":
        "请调低 --memory-share、--context 或 --images，换用更小的模型，或用 --tensor-parallel 增加 GPU",
    "the port is taken": "端口被占用",
    "choose another --port, or stop what listens there": "请另选 --port，或停止占用该端口的程序",
    "there is no model of that name": "没有这个名称的模型",
    "correct --model; a private one needs HF_TOKEN": "请修正 --model；私有模型需要 HF_TOKEN",
    "the model's owner asks for consent": "模型的所有者要求先同意条款",
    "accept it on the hub and set HF_TOKEN": "请在模型库中同意，并设置 HF_TOKEN",
    "the weights are not here and cannot be fetched": "本机没有权重，也无法下载",
    "connect once, or download the model and give its folder with --model":
        "请联网一次，或下载模型后用 --model 指定其文件夹",
    "the disk is full": "磁盘已满",
    "free some, or set HF_HOME to a larger one": "请腾出空间，或将 HF_HOME 设到更大的磁盘",
    "vLLM does not serve {}": "vLLM 不支持 {0}",
    "take a model that it does: docs.vllm.ai lists them": "请换用其支持的模型：见 docs.vllm.ai",
    "the context of {} tokens is more than the model was made for": "{0} 个 token 的上下文超过了模型的设计",
    "lower --context": "请调低 --context",
    "no GPU is seen": "没有发现 GPU",
    "check the driver with nvidia-smi; without a GPU, install a vLLM build for the CPU":
        "请用 nvidia-smi 检查驱动；没有 GPU 时，请安装 CPU 版的 vLLM",
    "vLLM does not know {}": "vLLM 不认识 {0}",
    "correct what stands after --": "请修正 -- 之后的内容",
}  # fmt: skip
